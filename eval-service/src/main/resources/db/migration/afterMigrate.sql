-- After every migration: the role that the service works as has nothing to do with the history of migrations.
DO $$
DECLARE
  granted record;
BEGIN
  FOR granted IN
    SELECT DISTINCT c.oid::regclass AS name, a.grantee::regrole AS role
    FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.relnamespace = current_schema()::regnamespace
      AND c.relname = 'flyway_schema_history'
      AND a.grantee NOT IN (0, c.relowner)
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %s', granted.name, granted.role);
  END LOOP;
END
$$;
