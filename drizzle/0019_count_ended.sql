-- Classes of durations are those of shared/duration-class.ts.
CREATE TRIGGER `executions_count_ended` AFTER UPDATE OF `finished_at` ON `executions`
WHEN new.finished_at IS NOT NULL AND old.finished_at IS NULL
BEGIN
	INSERT INTO `ended_by_minute` (`at`, `workflow_id`, `status`, `duration_class`, `count`)
	VALUES (new.finished_at - new.finished_at % 60000, new.workflow_id, new.status,
		CASE WHEN new.started_at IS NULL THEN -1 ELSE CAST(ln(max(new.finished_at - new.started_at, 1)) / ln(1.25) AS INTEGER) END, 1)
	ON CONFLICT DO UPDATE SET `count` = `count` + 1;
END;
--> statement-breakpoint
CREATE TRIGGER `executions_count_refused` AFTER INSERT ON `executions` WHEN new.finished_at IS NOT NULL
BEGIN
	INSERT INTO `ended_by_minute` (`at`, `workflow_id`, `status`, `duration_class`, `count`)
	VALUES (new.finished_at - new.finished_at % 60000, new.workflow_id, new.status, -1, 1)
	ON CONFLICT DO UPDATE SET `count` = `count` + 1;
END;
--> statement-breakpoint
INSERT INTO `ended_by_minute` (`at`, `workflow_id`, `status`, `duration_class`, `count`)
SELECT finished_at - finished_at % 60000, workflow_id, status,
	CASE WHEN started_at IS NULL THEN -1 ELSE CAST(ln(max(finished_at - started_at, 1)) / ln(1.25) AS INTEGER) END, count(*)
FROM `executions` WHERE status IN ('succeeded', 'failed', 'cancelled') AND finished_at >= (unixepoch() - 2764800) * 1000
GROUP BY 1, 2, 3, 4;

--> statement-breakpoint
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
