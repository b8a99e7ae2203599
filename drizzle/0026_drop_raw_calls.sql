CREATE TRIGGER `executions_drop_raw_call` AFTER DELETE ON `executions`
BEGIN
	DELETE FROM `raw_calls` WHERE `execution_id` = old.id;
END;
