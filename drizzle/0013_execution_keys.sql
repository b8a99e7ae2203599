CREATE TABLE `execution_keys` (
	`execution_id` integer NOT NULL,
	`name` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`execution_id`, `name`)
);
--> statement-breakpoint
CREATE INDEX `execution_keys_value` ON `execution_keys` (`value`,`execution_id`);--> statement-breakpoint
CREATE INDEX `executions_found` ON `executions` (`lane`,`id`) WHERE lane <> '';--> statement-breakpoint
INSERT OR IGNORE INTO `execution_keys` (`execution_id`, `name`, `value`)
SELECT e.`id`, j.`key`, j.`value` FROM `executions` e, json_each(e.`annotations`) j WHERE e.`annotations` IS NOT NULL;
