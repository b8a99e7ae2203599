"use client";

import { FileUp } from "lucide-react";
import { useRef } from "react";
import { useTranslations } from "use-intl";
import { FormField } from "../form-field";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "../ui/tabs";
import { Textarea } from "../ui/textarea";

export type Source = { is: "url" | "text"; url: string; text: string };

/** The address of a document, or its text, typed or from a file. */
export function SourceFields({ source, onChange }: { source: Source; onChange: (source: Source) => void }) {
  const t = useTranslations("apiNodes.dialog");
  const file = useRef<HTMLInputElement>(null);
  return (
    <Tabs value={source.is} onValueChange={(is) => onChange({ ...source, is: is === "text" ? "text" : "url" })}>
      <TabsList>
        <TabsTrigger value="url">{t("byAddress")}</TabsTrigger>
        <TabsTrigger value="text">{t("asText")}</TabsTrigger>
      </TabsList>
      <TabsContent value="url" className="pt-3">
        <FormField label={t("address")} help={t("addressHelp")}>
          {(control) => (
            <Input
              {...control}
              type="url"
              required={source.is === "url"}
              value={source.url}
              placeholder={t("addressExample")}
              onChange={(event) => onChange({ ...source, url: event.target.value })}
            />
          )}
        </FormField>
      </TabsContent>
      <TabsContent value="text" className="flex flex-col gap-2 pt-3">
        <FormField label={t("text")} help={t("textHelp")}>
          {(control) => (
            <Textarea
              {...control}
              required={source.is === "text"}
              value={source.text}
              spellCheck={false}
              className="field-sizing-fixed h-36 font-mono text-xs"
              onChange={(event) => onChange({ ...source, text: event.target.value })}
            />
          )}
        </FormField>
        <input
          ref={file}
          type="file"
          hidden
          aria-label={t("file")}
          accept=".json,.yaml,.yml,application/json,application/yaml"
          onChange={async (event) => {
            const [chosen] = event.target.files ?? [];
            event.target.value = "";
            if (chosen) onChange({ ...source, is: "text", text: await chosen.text() });
          }}
        />
        <Button
          type="button"
          variant="secondary"
          size="sm"
          className="self-start"
          onClick={() => file.current?.click()}
        >
          <FileUp aria-hidden />
          {t("file")}
        </Button>
      </TabsContent>
    </Tabs>
  );
}
