CREATE TABLE `memories` (
	`workflow_id` text NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`workflow_id`, `key`)
);
--> statement-breakpoint
CREATE TABLE `seen_values` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workflow_id` text NOT NULL,
	`key` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `seen_values_hash` ON `seen_values` (`workflow_id`,`key`,`hash`);--> statement-breakpoint
ALTER TABLE `executions` ADD `annotations` text;--> statement-breakpoint
ALTER TABLE `schedules` ADD `is_poll` integer DEFAULT false NOT NULL;