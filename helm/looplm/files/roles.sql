-- Two roles and one schema per service: looplm_SERVICE_owner owns what is in it and migrates it, looplm_SERVICE is what
-- the service works as and can only read and write rows. No role sees another service's schema. Idempotent; run as an
-- administrator in the platform's database, before the services start; what an earlier version made is handed over.
-- Passwords are set apart: ALTER ROLE looplm_gateway PASSWORD '...'.
DO $$
DECLARE
  service text;
  writer text;
  owner text;
  handed_over boolean;
BEGIN
  REVOKE ALL ON SCHEMA public FROM PUBLIC;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  FOREACH service IN ARRAY ARRAY['gateway', 'safety', 'eval'] LOOP
    writer := 'looplm_' || service;
    owner := writer || '_owner';
    FOR i IN 1..2 LOOP
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = (ARRAY[writer, owner])[i]) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', (ARRAY[writer, owner])[i]);
      END IF;
      -- an administrator that is not a superuser (managed PostgreSQL) must be a member to give things away
      IF NOT pg_has_role(current_user, (ARRAY[writer, owner])[i], 'USAGE') THEN
        EXECUTE format('GRANT %I TO CURRENT_USER', (ARRAY[writer, owner])[i]);
      END IF;
      EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), (ARRAY[writer, owner])[i]);
      EXECUTE format('ALTER ROLE %I SET search_path = %I', (ARRAY[writer, owner])[i], service);
    END LOOP;
    handed_over := EXISTS (SELECT FROM pg_namespace WHERE nspname = service AND pg_get_userbyid(nspowner) = writer);
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, owner);
    EXECUTE format('REASSIGN OWNED BY %I TO %I', writer, owner);
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I', service, writer);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, writer);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
        owner, service, writer);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT USAGE ON SEQUENCES TO %I',
        owner, service, writer);
    -- once only: what may only be appended to is told by the migrations (db/migration/afterMigrate.sql)
    IF handed_over THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', service, writer);
      EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO %I', service, writer);
    END IF;
  END LOOP;
END
$$;
