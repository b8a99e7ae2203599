/** Workflows that give something else here on purpose, and why. */
export const differences: { [file: string]: string } = {
  "n8n-engine/paired_items_fix.json": "a pairing given as a number is followed here, there it leads nowhere",
  "n8n-nodes/CompareDatasets/workflow.compareDatasets.json": "there a node changes the items of nodes before it",
  "n8n-nodes/CompareDatasets/workflow.compareDatasets.mix-falsy-values.json":
    "there a node changes the items of nodes before it",
  "n8n-nodes/Files/convert_extract.workflow.json": "a calendar file names the program that made it, and a random id",
  "n8n-nodes/ItemLists/workflow.aggregateItems.json": "here an item knows all items it was made of, there the first",
};
