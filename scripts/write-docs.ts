import { writeFileSync } from "node:fs";
import { editorPage } from "./editor-page";
import { expressionsPage, nodesPage, workflowSchema } from "./generated-docs";
import { nodeIcons } from "./node-icons";

/** `npm run docs`, from the project's folder: writes what is read off the code. */
writeFileSync("docs/nodes.md", nodesPage());
writeFileSync("docs/expression-reference.md", expressionsPage());
writeFileSync("docs/editor.md", editorPage());
writeFileSync("public/node-icons.svg", nodeIcons());
writeFileSync("public/workflow.schema.json", JSON.stringify(workflowSchema(), null, 2));
