-- After every migration: the role that the service works as may neither change nor take away what was recorded, nor touch
-- the history of migrations. Whoever owns the tables still may; it only migrates.
DO $$
DECLARE
  granted record;
BEGIN
  FOR granted IN
    SELECT DISTINCT c.oid::regclass AS name, a.grantee::regrole AS role, c.relname = 'flyway_schema_history' AS history
    FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.relnamespace = current_schema()::regnamespace
      AND c.relname IN ('audit', 'flyway_schema_history')
      AND a.grantee NOT IN (0, c.relowner)
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %s', granted.name, granted.role);
    IF NOT granted.history THEN
      EXECUTE format('GRANT SELECT, INSERT ON %s TO %s', granted.name, granted.role);
    END IF;
  END LOOP;
END
$$;
