ALTER TABLE `api_keys` ADD `addresses` text;--> statement-breakpoint
ALTER TABLE `api_keys` ADD `replaced_by` text;