-- One role and one schema per service; no role sees another's schema. Idempotent; run as an administrator in the
-- platform's database, before the services start. Passwords are set apart: ALTER ROLE looplm_gateway PASSWORD '...'.
DO $$
DECLARE
  service text;
BEGIN
  REVOKE ALL ON SCHEMA public FROM PUBLIC;
  FOREACH service IN ARRAY ARRAY['gateway', 'safety', 'eval'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'looplm_' || service) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', 'looplm_' || service);
    END IF;
    -- an administrator that is not a superuser (managed PostgreSQL) must be a member to give the schema away
    IF NOT pg_has_role(current_user, 'looplm_' || service, 'USAGE') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', 'looplm_' || service);
    END IF;
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, 'looplm_' || service);
    EXECUTE format('ALTER ROLE %I SET search_path = %I', 'looplm_' || service, service);
  END LOOP;
END
$$;
