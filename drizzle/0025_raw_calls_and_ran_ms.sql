CREATE TABLE `raw_calls` (
	`execution_id` integer PRIMARY KEY NOT NULL,
	`query` text,
	`body` blob
);
--> statement-breakpoint
ALTER TABLE `executions` ADD `ran_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `run_since` integer;