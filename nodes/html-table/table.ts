import type { Json, JsonObject } from "@/shared/item";

export type TableOptions = {
  capitalize: boolean;
  plain: boolean;
  caption: string;
  tableAttributes: string;
  headerAttributes: string;
  rowAttributes: string;
  cellAttributes: string;
};

const styles = {
  table: "border-spacing:0; font-family:helvetica,arial,sans-serif",
  caption: "caption-side:bottom; margin:1em",
  header:
    "margin:0; padding:7px 20px 7px 0px; border-bottom:1px solid #eeeeee; text-align:left; color:#888; font-weight:normal",
  cell: "margin:0; padding:7px 20px 7px 0px; border-bottom:1px solid #eeeeee; color:#444; font-size:14px",
};

/** One row for each object, one column for each field any of them has. Values are escaped. */
export function htmlTable(rows: JsonObject[], options: TableOptions): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const style = (css: string) => (options.plain ? "" : ` style="${css}"`);
  const given = (attributes: string) => (attributes ? ` ${attributes.replace(/[<>]/g, "")}` : "");
  const heading = (name: string) => escaped(options.capitalize ? titled(name) : name);
  const caption = options.caption ? `<caption${style(styles.caption)}>${escaped(options.caption)}</caption>` : "";
  const head = columns.map(
    (name) => `<th${style(styles.header)}${given(options.headerAttributes)}>${heading(name)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map((name) => {
      const value = Object.hasOwn(row, name) ? shown(row[name] ?? null, options.plain) : "";
      return `<td${style(styles.cell)}${given(options.cellAttributes)}>${value}</td>`;
    });
    return `<tr${given(options.rowAttributes)}>${cells.join("")}</tr>`;
  });
  return (
    `<table${style(styles.table)}${given(options.tableAttributes)}>${caption}` +
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`
  );
}

function shown(value: Json, plain: boolean): string {
  if (typeof value === "boolean" && !plain) return `<input type="checkbox" disabled${value ? " checked" : ""}/>`;
  if (value === null) return "";
  return escaped(typeof value === "object" ? JSON.stringify(value) : String(value));
}

const titled = (name: string) =>
  name
    .split("_")
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");

const escapes: { [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);
