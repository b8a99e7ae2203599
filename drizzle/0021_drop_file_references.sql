CREATE TRIGGER `executions_drop_files` AFTER DELETE ON `executions`
BEGIN
	DELETE FROM `file_references` WHERE `execution_id` = old.id;
END;
--> statement-breakpoint
-- Which files the executions so far have, no row says. As long as one of them is there, none is deleted.
INSERT INTO `file_references` (`execution_id`, `file_id`) SELECT id, '?' FROM `executions`;
