CREATE TABLE `endpoints` (
	`path` text PRIMARY KEY NOT NULL,
	`workflow_id` text NOT NULL,
	`node_id` text NOT NULL,
	`body` blob NOT NULL,
	`hash` text NOT NULL,
	`rules` text NOT NULL,
	`updated_at` integer NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `endpoints_workflow` ON `endpoints` (`workflow_id`);