CREATE TABLE `ended_by_hour` (
	`at` integer NOT NULL,
	`workflow_id` text NOT NULL,
	`status` text NOT NULL,
	`duration_class` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`workflow_id`, `at`, `status`, `duration_class`)
);
--> statement-breakpoint
CREATE INDEX `ended_by_hour_at` ON `ended_by_hour` (`at`);--> statement-breakpoint
CREATE TABLE `ended_by_minute` (
	`at` integer NOT NULL,
	`workflow_id` text NOT NULL,
	`status` text NOT NULL,
	`duration_class` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`at`, `workflow_id`, `status`, `duration_class`)
);
--> statement-breakpoint
CREATE INDEX `executions_ended` ON `executions` (`status`,`finished_at`) WHERE finished_at is not null;--> statement-breakpoint
CREATE INDEX `executions_retried` ON `executions` (`retry_of`) WHERE retry_of is not null;