CREATE TABLE `file_references` (
	`execution_id` integer NOT NULL,
	`file_id` text NOT NULL,
	PRIMARY KEY(`execution_id`, `file_id`)
);
--> statement-breakpoint
CREATE INDEX `file_references_file` ON `file_references` (`file_id`);