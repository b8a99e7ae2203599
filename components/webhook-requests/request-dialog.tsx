"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { WebhookRequestDetail } from "@/shared/webhook-request";
import { errorText, useTRPC } from "../api";
import { HiddenData } from "../executions/hidden-data";
import { sizeText } from "../item-view/file-list";
import { durationText, exactTime } from "../time";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { ErrorState } from "../ui/error-state";
import { Link } from "../ui/link";
import { Skeleton } from "../ui/skeleton";
import { ReplayButton } from "./replay-button";
import { RequestHints } from "./request-hints";
import { ResultBadge } from "./result-badge";

type RequestDialogProps = { id: number; onOpen: (id: number) => void; onClose: () => void };

/** All that is known of one call, and how to make it once more. */
export function RequestDialog({ id, onOpen, onClose }: RequestDialogProps) {
  const t = useTranslations("webhooks.detail");
  const { data, error, refetch } = useQuery(useTRPC().webhookRequests.get.queryOptions({ id }));
  const title = data?.method ? `${data.method} ${data.path}` : t("title", { id });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle className="break-all">{title}</DialogTitle>
          <DialogDescription>{t("description", { id })}</DialogDescription>
        </DialogHeader>
        {error && (
          <ErrorState title={t("loadFailed")} message={errorText(error).message} onRetry={() => void refetch()} />
        )}
        {!data && !error && <Skeleton className="h-40" />}
        {data && <Detail request={data} onOpen={onOpen} />}
      </DialogContent>
    </Dialog>
  );
}

function Detail({ request, onOpen }: { request: WebhookRequestDetail; onOpen: (id: number) => void }) {
  const t = useTranslations("webhooks.detail");
  const { id, reason, noReplay, replays, query } = request;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <ResultBadge result={request.result} />
        {reason && <span className="min-w-0 break-words text-sm">{reason}</span>}
      </div>
      <HiddenData execution={request} />
      <RequestHints hints={request.hints} />
      <Facts request={request} onOpen={onOpen} />
      {query && (
        <Part title={t("query")}>
          <code className="block break-all rounded-md bg-background p-2 text-xs">{query}</code>
        </Part>
      )}
      {request.headers.length > 0 && <Headers headers={request.headers} />}
      {request.body && <Body body={request.body} />}
      {replays.length > 0 && (
        <Part title={t("replays")}>
          <ul className="flex flex-wrap gap-3 text-sm">
            {replays.map((replay) => (
              <li key={replay.id}>
                <ExecutionLink id={replay.executionId} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      <div className="flex flex-wrap items-center justify-end gap-3">
        {noReplay ? <p className="text-muted text-sm">{t(`noReplay.${noReplay}`)}</p> : <ReplayButton ids={[id]} />}
      </div>
    </div>
  );
}

function Facts({ request, onOpen }: { request: WebhookRequestDetail; onOpen: (id: number) => void }) {
  const t = useTranslations("webhooks.detail");
  const locale = useLocale();
  const { workflowId, workflowName, executionId, replayOf, status, durationMs, sizeBytes, address, calls } = request;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm [&>dd]:min-w-0 [&>dd]:break-words [&>dt]:text-muted">
      <dt>{t("time")}</dt>
      <dd>{exactTime(request.at, locale)}</dd>
      {calls > 1 && <Fact name={t("calls")}>{calls}</Fact>}
      <Fact name={t("status")}>{status ?? t("noAnswer")}</Fact>
      {workflowId !== null && workflowName !== null && (
        <Fact name={t("workflow")}>
          <Link href={`/workflows/${workflowId}`} className="text-primary underline-offset-2 hover:underline">
            {workflowName}
          </Link>
        </Fact>
      )}
      {executionId !== null && (
        <Fact name={t("execution")}>
          <ExecutionLink id={executionId} />
        </Fact>
      )}
      {replayOf !== null && (
        <Fact name={t("replayOf")}>
          <button type="button" className="text-primary hover:underline" onClick={() => onOpen(replayOf)}>
            {t("title", { id: replayOf })}
          </button>
        </Fact>
      )}
      {durationMs !== null && <Fact name={t("took")}>{durationText(durationMs, locale)}</Fact>}
      {sizeBytes !== null && <Fact name={t("size")}>{sizeText(sizeBytes)}</Fact>}
      {address && <Fact name={t("address")}>{address}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function ExecutionLink({ id }: { id: number | null }) {
  if (id === null) return null;
  return (
    <Link href={`/executions/${id}`} className="text-primary tabular-nums underline-offset-2 hover:underline">
      #{id}
    </Link>
  );
}

function Headers({ headers }: Pick<WebhookRequestDetail, "headers">) {
  const t = useTranslations("webhooks.detail");
  return (
    <Part title={t("headers")}>
      <ul className="flex flex-col gap-0.5 rounded-md bg-background p-2 font-mono text-xs">
        {headers.map(({ name, value }) => (
          <li key={name} className="break-all">
            <span className="text-muted">{name}:</span> {value ?? <em className="text-muted">{t("secretHeader")}</em>}
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Body({ body: { text, isBinary, isCut } }: { body: NonNullable<WebhookRequestDetail["body"]> }) {
  const t = useTranslations("webhooks.detail");
  return (
    <Part title={t("body")}>
      {isBinary ? (
        <p className="text-muted text-sm">{t("binary")}</p>
      ) : (
        // Reachable by keyboard, to be scrolled.
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
          tabIndex={0}
          className="max-h-64 overflow-auto whitespace-pre-wrap break-all rounded-md bg-background p-2 text-xs"
        >
          {text}
        </pre>
      )}
      {isCut && <p className="mt-1 text-muted text-xs">{t("cut")}</p>}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-1 font-medium text-sm">{title}</h3>
      {children}
    </section>
  );
}
