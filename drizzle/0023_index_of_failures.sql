DROP INDEX `executions_ended`;--> statement-breakpoint
CREATE INDEX `executions_failed` ON `executions` (`finished_at`) WHERE status = 'failed';