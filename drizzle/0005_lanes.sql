ALTER TABLE `executions` ADD `lane` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `lane_limit` integer;--> statement-breakpoint
ALTER TABLE `executions` ADD `held_since` integer;--> statement-breakpoint
CREATE INDEX `executions_lane` ON `executions` (`workflow_id`,`lane`,`id`) WHERE lane is not null and status in ('queued', 'running', 'waiting');--> statement-breakpoint
ALTER TABLE `schedules` ADD `if_missed` text DEFAULT 'once' NOT NULL;