"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { errorText, useTRPC } from "../api";
import { FormError } from "../form-field";
import { CopyButton } from "../item-view/copy-button";
import { Button } from "../ui/button";
import { ConnectionState } from "./connection-state";

type ConnectSectionProps = {
  /** Of the stored credential. */
  id: string | undefined;
  /** Saves what is in the form. Resolves with the credential's id, if it could be saved. */
  onSave: () => Promise<string | undefined>;
};

const pollMs = 1_500;

/** Signing in at the service: in a window of its own, or in this one where none may be opened. */
export function ConnectSection({ id, onSave }: ConnectSectionProps) {
  const t = useTranslations("credentials.connect");
  const trpc = useTRPC();
  const [savedId, setSavedId] = useState(id);
  const [isWaiting, setWaiting] = useState(false);
  const { data: redirectUri } = useQuery(trpc.credentials.redirectUri.queryOptions());
  const { data } = useQuery(
    trpc.credentials.get.queryOptions(
      { id: savedId ?? "" },
      { enabled: savedId !== undefined, refetchInterval: isWaiting ? pollMs : false },
    ),
  );
  const connect = useMutation(trpc.credentials.connect.mutationOptions({ meta: { quiet: true } }));
  const connection = data?.connection;
  const isConnected = connection?.state && !connection.state.problem;

  async function begin() {
    // Opened by the click itself: later, browsers refuse it.
    const popup = window.open("", "_blank", "popup,width=560,height=720");
    const stored = await onSave().catch(() => undefined);
    const answer = stored === undefined ? undefined : await connect.mutateAsync({ id: stored }).catch(() => undefined);
    if (!answer) return popup?.close();
    setSavedId(stored);
    setWaiting(true);
    if (popup) popup.location.href = answer.url;
    else window.location.assign(answer.url);
  }

  return (
    <section aria-label={t("title")} className="flex flex-col gap-3 rounded-lg border border-border p-3">
      {redirectUri && (
        <div className="min-w-0 text-sm">
          <p className="text-muted">{t("callback")}</p>
          <div className="mt-1 flex min-w-0 items-center gap-2 rounded-md border border-border bg-surface py-0.5 pr-0.5 pl-2">
            <code className="min-w-0 flex-1 select-all truncate text-xs" title={redirectUri}>
              {redirectUri}
            </code>
            <CopyButton label={t("copyCallback")} text={() => redirectUri} />
          </div>
        </div>
      )}
      {connection && <ConnectionState connection={connection} />}
      {isWaiting && connection?.isUnderWay && (
        <p role="status" className="text-muted text-sm">
          {t("waiting")}
        </p>
      )}
      {connect.error && <FormError {...errorText(connect.error)} />}
      <Button variant="secondary" className="w-fit" pending={connect.isPending} onClick={() => void begin()}>
        <Link2 aria-hidden />
        {isConnected ? t("reconnect") : t("connect")}
      </Button>
    </section>
  );
}
