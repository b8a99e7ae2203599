"use client";

import { Terminal } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { httpParams } from "@/components/curl/http-params";
import { parseCurl } from "@/components/curl/parse-curl";
import { FormField } from "@/components/form-field";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { Textarea } from "@/components/ui/textarea";
import type { JsonObject } from "@/shared/item";
import { problemOf, tellNotes } from "./insert-curl";

const sample = "curl https://api.example.com/orders \\\n  -H 'Accept: application/json'";

type CurlImportProps = { params: JsonObject; onParams(params: JsonObject, path: string): void };

/** Fills the parameters of an HTTP Request from a command that browsers and API pages offer to copy. */
export function CurlImport({ params, onParams }: CurlImportProps) {
  const t = useTranslations("editor.curl");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="secondary" size="sm" className="self-start" onClick={() => setOpen(true)}>
        <Terminal aria-hidden />
        {t("open")}
      </Button>
      <Dialog open={isOpen} onOpenChange={setOpen}>
        <DialogContent className="max-w-xl">
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogDescription>{t("description")}</DialogDescription>
          <CurlForm
            onDone={() => setOpen(false)}
            onCommand={(given) => onParams({ ...params, queryJson: {}, headersJson: {}, ...given }, "curl")}
          />
        </DialogContent>
      </Dialog>
    </>
  );
}

function CurlForm({ onCommand, onDone }: { onCommand(params: JsonObject): void; onDone(): void }) {
  const t = useTranslations();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  return (
    <form
      className="flex min-w-0 flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        try {
          const request = parseCurl(text);
          onCommand(httpParams(request));
          tellNotes(request.notes);
          onDone();
        } catch (thrown) {
          setProblem(problemOf(thrown));
        }
      }}
    >
      <FormField label={t("editor.curl.command")} error={problem}>
        {(control) => (
          <Textarea
            {...control}
            autoFocus
            spellCheck={false}
            rows={8}
            className="max-h-[50vh] min-h-40 break-all font-mono text-xs"
            placeholder={sample}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setProblem(undefined);
            }}
          />
        )}
      </FormField>
      <DialogFooter>
        <Button variant="secondary" onClick={onDone}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" disabled={text.trim() === ""}>
          {t("editor.curl.submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}
