CREATE TABLE `schedule_skips` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`schedule_id` integer NOT NULL,
	`workflow_id` text NOT NULL,
	`version_id` integer NOT NULL,
	`node_id` text NOT NULL,
	`timezone` text NOT NULL,
	`reason` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	`count` integer NOT NULL,
	`is_at_least` integer DEFAULT false NOT NULL,
	`next_at` integer,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `schedule_skips_at` ON `schedule_skips` (`at`);--> statement-breakpoint
CREATE INDEX `schedule_skips_schedule` ON `schedule_skips` (`schedule_id`,`id`);--> statement-breakpoint
CREATE INDEX `schedule_skips_workflow` ON `schedule_skips` (`workflow_id`);--> statement-breakpoint
DROP INDEX `schedules_next`;--> statement-breakpoint
ALTER TABLE `schedules` ADD `delay_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `schedules` ADD `jitter_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `schedules` ADD `max_missed` integer DEFAULT 100 NOT NULL;--> statement-breakpoint
CREATE INDEX `schedules_start` ON `schedules` (next_at + delay_ms);--> statement-breakpoint
ALTER TABLE `executions` ADD `schedule_id` integer;--> statement-breakpoint
ALTER TABLE `executions` ADD `due_at` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `executions_tick` ON `executions` (`schedule_id`,`due_at`) WHERE schedule_id is not null;