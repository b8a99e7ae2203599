import { type ClipboardEvent, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { isJsonObject, type Json } from "@/shared/item";
import { curlListOf } from "../../curl/curl-lists";
import { looksLikeCurl } from "../../curl/looks-like-curl";
import { toast } from "../../ui/toast";
import type { FieldOf } from "../control-props";
import { isSet } from "../defaults";
import { useForm } from "../form-context";
import { emptyRows } from "../rows";
import { isLine, maxCharacters, maxRows, type PastedRows, pairRows, pastedRows } from "./pasted-rows";

type Rows = { rows: readonly Json[]; keys: readonly number[] };

type List = Rows & {
  field: FieldOf<"list">;
  path: string;
  /** One step of undo. */
  onRows(rows: Json[], keys: number[]): void;
};

/** Several rows pasted into the text of one become rows of the list, and can be taken back while nothing else changes it. */
export function useRowPaste(list: List) {
  const t = useTranslations();
  const { isLiteral } = useForm();
  const latest = useRef(list);
  latest.current = list;
  const undo = useUndo(list.rows, ({ rows, keys }) => latest.current.onRows([...rows], [...keys]));

  function fill(found: PastedRows, index: number) {
    const { field, rows, keys, onRows } = latest.current;
    const isEmpty = (row: Json) =>
      !isJsonObject(row) || !Object.entries(field.of).some(([name, inner]) => isSet(row, name, inner));
    const { start, count } = emptyRows(rows, index, found.rows.length, isEmpty);
    const next = rows.toSpliced(start, count, ...found.rows);
    const firstKey = Math.max(-1, ...keys) + 1;
    const newKeys = found.rows.slice(count).map((_, at) => firstKey + at);
    onRows(next, keys.toSpliced(start + count, 0, ...newKeys));
    undo.offer({ rows, keys }, next, tell(found));
  }

  /** Says what was filled in, and what was not. */
  function tell({ rows, total, misfits, leftOut }: PastedRows) {
    const notes = [
      ...(total > rows.length ? [t("forms.paste.cut", { total, max: maxRows })] : []),
      ...(misfits > 0 ? [t("forms.paste.misfits", { count: misfits })] : []),
      ...(leftOut.length > 0 ? [t("forms.paste.leftOut", { columns: leftOut.slice(0, 5).join(", ") })] : []),
    ];
    return { title: t("forms.paste.filled", { count: rows.length }), notes };
  }

  async function fillFromCurl(text: string, index: number) {
    const { field, path } = latest.current;
    const name = curlListOf(path.split(".").at(-1));
    if (!name) return;
    try {
      const { curlPairs } = await import("../../curl/curl-pairs");
      const pairs = curlPairs(text, name).map((pair) => [pair.name, pair.value] as const);
      const found = pairRows(pairs, field.of, { isLiteral, isForeign: true });
      if (found && found.total > 0) fill(found, index);
      else toast.info(t("forms.paste.curlWithout", { label: field.label }));
    } catch (thrown) {
      const description = thrown instanceof Error ? thrown.message : String(thrown);
      toast.error(t("forms.paste.curlRefused"), { description });
    }
  }

  return {
    paste(event: ClipboardEvent, index: number) {
      const { field, path } = latest.current;
      const into = textField(event.target, `${path}.${index}`, field);
      if (event.defaultPrevented || into === undefined) return;
      const text = event.clipboardData.getData("text/plain");
      if (looksLikeCurl(text) && curlListOf(path.split(".").at(-1))) {
        event.preventDefault();
        return void fillFromCurl(text, index);
      }
      if (text.length > maxCharacters) {
        if (!/[\r\n]/.test(text.trim())) return;
        event.preventDefault();
        return void toast.error(t("forms.paste.tooLong"), { description: t("forms.paste.tooLongHint") });
      }
      const found = pastedRows(text, field.of, { isLiteral, into });
      if (!found || found.total === 0) return;
      event.preventDefault();
      fill(found, index);
    },
    takeBack: undo.takeBack,
  };
}

/** The field of this row's own whose text has the focus. */
function textField(target: EventTarget, row: string, { of }: FieldOf<"list">): string | undefined {
  if (!(target instanceof HTMLInputElement)) return undefined;
  const path = target.closest<HTMLElement>("[data-param]")?.dataset.param;
  return Object.keys(of).find((name) => path === `${row}.${name}` && isLine(of[name]));
}

type Offer = { rows: readonly Json[]; before: Rows; toast: string | number };

/** Taking a paste back, by a toast or by Ctrl+Z, as long as the list is as it was left. */
function useUndo(rows: readonly Json[], restore: (before: Rows) => void) {
  const t = useTranslations("forms.paste");
  const offered = useRef<Offer>(undefined);
  const withdraw = () => {
    if (offered.current) toast.dismiss(offered.current.toast);
    offered.current = undefined;
  };
  const takeBack = () => {
    const offer = offered.current;
    withdraw();
    if (offer) restore(offer.before);
    return offer !== undefined;
  };
  useEffect(() => {
    const offer = offered.current;
    if (!offer || offer.rows === rows || JSON.stringify(offer.rows) === JSON.stringify(rows)) return;
    toast.dismiss(offer.toast);
    offered.current = undefined;
  }, [rows]);
  // Who leaves the form finds the undo of the workflow.
  useEffect(
    () => () => {
      if (offered.current) toast.dismiss(offered.current.toast);
    },
    [],
  );
  return {
    takeBack,
    offer(before: Rows, next: readonly Json[], { title, notes }: { title: string; notes: string[] }) {
      withdraw();
      const show = notes.length > 0 ? toast.warning : toast.success;
      const id = show(title, {
        description: notes.join(" "),
        action: { label: t("undo"), onClick: () => void takeBack() },
        duration: notes.length > 0 ? 20_000 : 10_000,
      });
      offered.current = { rows: next, before, toast: id };
    },
  };
}
