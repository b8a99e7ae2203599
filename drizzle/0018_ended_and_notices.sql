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
CREATE TABLE `failure_notices` (
	`workflow_id` text NOT NULL,
	`node_id` text NOT NULL,
	`code` text NOT NULL,
	`count` integer NOT NULL,
	`last_id` integer NOT NULL,
	`last_at` integer NOT NULL,
	`told_at` integer,
	PRIMARY KEY(`workflow_id`, `node_id`, `code`)
);
--> statement-breakpoint
CREATE INDEX `failure_notices_untold` ON `failure_notices` (`last_at`) WHERE count > 0;--> statement-breakpoint
CREATE TABLE `notice_channels` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`settings` text NOT NULL,
	`every_minutes` integer NOT NULL,
	`is_default` integer NOT NULL,
	`created_at` integer NOT NULL,
	`sent_at` integer,
	`failed_at` integer,
	`failure` text
);
--> statement-breakpoint
CREATE INDEX `executions_ended` ON `executions` (`status`,`finished_at`) WHERE finished_at is not null;