"use client";

import { useQuery } from "@tanstack/react-query";
import { Braces } from "lucide-react";
import { useTranslations } from "use-intl";
import { CopyButton } from "../item-view/copy-button";
import { ListFailed } from "../list-failed";
import { Card, Page } from "../page";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { Skeleton } from "../ui/skeleton";
import { curlOf, type Field, type Operation, readDocument } from "./read-document";

const address = "/api/v1/openapi.json";

async function load() {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return readDocument(await answer.json());
}

/** Every address of the HTTP API, as its OpenAPI document has it. */
export function ApiReferencePage() {
  const t = useTranslations("apiReference");
  const query = useQuery({ queryKey: [address], queryFn: load, staleTime: Number.POSITIVE_INFINITY });
  return (
    <Page
      title={t("title")}
      description={t.rich("description", { code: (chunks) => <code className="text-xs">{chunks}</code> })}
      actions={
        <Button asChild variant="secondary">
          <a href={address} target="_blank" rel="noreferrer">
            <Braces aria-hidden />
            {t("document")}
          </a>
        </Button>
      }
      narrow
    >
      <ListFailed query={query} title={t("loadFailed")} />
      {query.isPending && <Skeleton className="h-96 w-full" />}
      <div className="flex flex-col gap-6">
        {query.data?.map(({ tag, operations }) => (
          <section key={tag} aria-labelledby={`tag-${tag}`}>
            <h2 id={`tag-${tag}`} className="mb-2 font-semibold text-base leading-6">
              {tag}
            </h2>
            <Card>
              {operations.map((operation) => (
                <OperationRow key={`${operation.method} ${operation.path}`} operation={operation} />
              ))}
            </Card>
          </section>
        ))}
      </div>
    </Page>
  );
}

function OperationRow({ operation }: { operation: Operation }) {
  const t = useTranslations("apiReference");
  const { method, path, summary, scope, fields } = operation;
  return (
    <details className="group border-border border-b last:border-0">
      <summary className="grid cursor-pointer grid-cols-[4.5rem_minmax(0,1fr)] items-baseline gap-x-2 px-4 py-2.5 text-sm hover:bg-hover/60">
        <Badge
          variant={method === "GET" ? "neutral" : method === "DELETE" ? "danger" : "warning"}
          className="justify-self-start"
        >
          {method}
        </Badge>
        <code className="break-all text-xs leading-5">{path}</code>
        <span className="col-start-2 text-muted text-xs">{summary}</span>
      </summary>
      <div className="flex flex-col gap-3 px-4 pt-1 pb-4 text-sm">
        <p className="text-muted text-xs">{t.rich("scope", { scope: () => <code>{scope}</code> })}</p>
        {fields.length > 0 && (
          <ul aria-label={t("fields")} className="flex flex-col gap-1">
            {fields.map((field) => (
              <FieldRow key={`${field.place} ${field.name}`} field={field} />
            ))}
          </ul>
        )}
        <div className="flex items-start gap-2 rounded-lg bg-hover p-2">
          <pre className="min-w-0 flex-1 whitespace-pre-wrap break-all text-xs">
            {curlOf(operation, globalThis.location?.origin ?? "")}
          </pre>
          <CopyButton label={t("copy")} text={() => curlOf(operation, globalThis.location.origin)} />
        </div>
      </div>
    </details>
  );
}

function FieldRow({ field: { name, place, type, isRequired } }: { field: Field }) {
  const t = useTranslations("apiReference");
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 text-xs">
      <code className="font-medium">{name}</code>
      <span className="text-muted">{type}</span>
      <span className="text-muted">{t(`places.${place}`)}</span>
      {isRequired && <span className="text-muted">{t("required")}</span>}
    </li>
  );
}
