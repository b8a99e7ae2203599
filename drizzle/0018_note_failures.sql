CREATE TRIGGER `executions_note_failed` AFTER UPDATE OF `finished_at` ON `executions`
WHEN new.finished_at IS NOT NULL AND old.finished_at IS NULL AND new.status = 'failed'
	AND new.mode NOT IN ('manual', 'test', 'cli') AND (new.parent_key IS NULL OR new.parent_key NOT LIKE 'w:%')
BEGIN
	INSERT INTO `failure_notices` (`workflow_id`, `node_id`, `code`, `count`, `last_id`, `last_at`)
	VALUES (new.workflow_id, coalesce(json_extract(new.error, '$.nodeId'), ''), coalesce(json_extract(new.error, '$.code'), ''), 1, new.id, new.finished_at)
	ON CONFLICT DO UPDATE SET `count` = `count` + 1, `last_id` = max(`last_id`, excluded.`last_id`), `last_at` = excluded.`last_at`;
END;
--> statement-breakpoint
CREATE TRIGGER `executions_note_refused` AFTER INSERT ON `executions`
WHEN new.finished_at IS NOT NULL AND new.status = 'failed' AND new.mode NOT IN ('manual', 'test', 'cli')
BEGIN
	INSERT INTO `failure_notices` (`workflow_id`, `node_id`, `code`, `count`, `last_id`, `last_at`)
	VALUES (new.workflow_id, coalesce(json_extract(new.error, '$.nodeId'), ''), coalesce(json_extract(new.error, '$.code'), ''), 1, new.id, new.finished_at)
	ON CONFLICT DO UPDATE SET `count` = `count` + 1, `last_id` = max(`last_id`, excluded.`last_id`), `last_at` = excluded.`last_at`;
END;
