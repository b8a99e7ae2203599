import { autocompletion, type CompletionSource } from "@codemirror/autocomplete";
import { keywordCompletionSource, SQLDialect, SQLite, schemaCompletionSource } from "@codemirror/lang-sql";
import type { Extension } from "@codemirror/state";
import type { ExpressionHost } from "../expression-host";
import { regionAt } from "./code-regions";
import { completeExpression } from "./expression-completion";
import type { LanguageSetup } from "./languages";

// Names need no quotes for their capitals.
export const sqlDialect = SQLDialect.define({ ...SQLite.spec, caseInsensitiveIdentifiers: true });

/** Keywords, the inputs as tables and their fields as columns; in an expression what that may go on with. */
export const sqlSupport = (setup: LanguageSetup): Extension => [
  sqlDialect,
  autocompletion({ override: querySources(setup), icons: false }),
];

export function querySources({ host, isTemplate, tables }: LanguageSetup): CompletionSource[] {
  const own = [keywordCompletionSource(sqlDialect, true), ...(tables === undefined ? [] : [tableNames(tables, host)])];
  return isTemplate ? [completeExpression(host), ...own.map(outsideExpressions)] : own;
}

const outsideExpressions =
  (source: CompletionSource): CompletionSource =>
  (context) =>
    regionAt(context.state.doc.toString(), context.pos) ? null : source(context);

/** `input1`, `input2` … with the fields of what came to each. */
function tableNames(prefix: string, host: () => ExpressionHost | undefined): CompletionSource {
  return async (context) => {
    const inputs = (await host()?.inputFields()) ?? [];
    const schema = Object.fromEntries(inputs.map((columns, index) => [`${prefix}${index + 1}`, columns]));
    return schemaCompletionSource({ dialect: sqlDialect, schema })(context);
  };
}
