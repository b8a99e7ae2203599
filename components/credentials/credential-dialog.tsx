"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { CredentialTypeInfo } from "@/shared/api";
import { errorText, useTRPC } from "../api";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { CredentialForm } from "./credential-form";
import { TypeList } from "./type-list";
import { useCredentialTypes } from "./use-credentials";

type CredentialDialogProps = {
  /** Of the credential to edit; without it a new one is made. */
  id?: string;
  /** Types to choose from; all without it. */
  types?: readonly string[];
  onSaved?: (id: string) => void;
  onClose: () => void;
};

/** Create or edit a credential. Shown while it is mounted. */
export function CredentialDialog({ id, types, onSaved, onClose }: CredentialDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-lg scroll-pb-20">
        {id === undefined ? (
          <NewCredential types={types} onSaved={onSaved} onClose={onClose} />
        ) : (
          <StoredCredential id={id} onSaved={onSaved} onClose={onClose} />
        )}
      </DialogContent>
    </Dialog>
  );
}

type PartProps = Pick<CredentialDialogProps, "onSaved" | "onClose">;

function NewCredential({ types, ...props }: PartProps & { types: readonly string[] | undefined }) {
  const t = useTranslations("credentials");
  const { data, error, refetch } = useCredentialTypes();
  const offered = data?.filter(({ type }) => !types || types.includes(type));
  const [chosen, setChosen] = useState<CredentialTypeInfo>();
  const type = chosen ?? (offered?.length === 1 ? offered[0] : undefined);

  return (
    <>
      <Heading
        title={type ? t("dialog.newOf", { type: type.label }) : t("create")}
        description={type?.summary ?? t("dialog.whatKind")}
      />
      {!data && !error && <Loading />}
      {!data && error && (
        <ErrorState
          title={t("dialog.typesFailed")}
          message={errorText(error).message}
          onRetry={() => void refetch()}
          className="py-6"
        />
      )}
      {offered && !type && <TypeList types={offered} onChoose={setChosen} />}
      {type && (
        <CredentialForm
          type={type}
          onBack={chosen && offered && offered.length > 1 ? () => setChosen(undefined) : undefined}
          {...props}
        />
      )}
    </>
  );
}

function StoredCredential({ id, ...props }: PartProps & { id: string }) {
  const t = useTranslations("credentials.dialog");
  const types = useCredentialTypes();
  const stored = useQuery(
    // What somebody else saved meanwhile must not be overwritten by a copy from before.
    useTRPC().credentials.get.queryOptions({ id }, { gcTime: 0, staleTime: Number.POSITIVE_INFINITY }),
  );
  const type = types.data?.find((known) => known.type === stored.data?.type);
  const error = stored.error ?? types.error;

  return (
    <>
      <Heading
        title={stored.data ? t("editName", { name: stored.data.name }) : t("edit")}
        description={type ? t("about", { label: type.label, summary: type.summary }) : t("stored")}
      />
      {error && (
        <ErrorState
          title={t("loadFailed")}
          message={errorText(error).message}
          onRetry={() => void Promise.all([stored.refetch(), types.refetch()])}
          className="py-6"
        />
      )}
      {!error && (!stored.data || !types.data) && <Loading />}
      {stored.data && types.data && !type && (
        <ErrorState title={t("unknownType")} message={t("missingType", { type: stored.data.type })} className="py-6" />
      )}
      {stored.data && type && <CredentialForm type={type} stored={stored.data} {...props} />}
    </>
  );
}

function Heading({ title, description }: { title: string; description: string }) {
  return (
    <DialogHeader>
      <DialogTitle className="break-words">{title}</DialogTitle>
      <DialogDescription>{description}</DialogDescription>
    </DialogHeader>
  );
}

function Loading() {
  const t = useTranslations("common");
  return (
    <div role="status" className="flex flex-col gap-5">
      <span className="sr-only">{t("loading")}</span>
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex flex-col gap-2">
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-9" />
        </div>
      ))}
    </div>
  );
}
