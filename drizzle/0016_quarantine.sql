ALTER TABLE `workflows` ADD `quarantine` text;--> statement-breakpoint
CREATE INDEX `executions_suspects` ON `executions` (`id`) WHERE status = 'queued' and deaths > 0;--> statement-breakpoint
CREATE INDEX `executions_urgent` ON `executions` (`id`) WHERE status = 'queued' and mode in ('manual', 'error', 'test');