CREATE TABLE `revisions` (
	`workflow_id` text NOT NULL,
	`revision` integer NOT NULL,
	`document` blob NOT NULL,
	`created_at` integer NOT NULL,
	`author` text,
	`name` text,
	`published_at` integer,
	PRIMARY KEY(`workflow_id`, `revision`)
);
--> statement-breakpoint
CREATE INDEX `revisions_created` ON `revisions` (`created_at`);--> statement-breakpoint
INSERT INTO `revisions` (`workflow_id`, `revision`, `document`, `created_at`)
  SELECT `id`, `revision`, CAST(char(0) || `document` AS BLOB), `updated_at` FROM `workflows`;
