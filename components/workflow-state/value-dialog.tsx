"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { errorText, useTRPC } from "../api";
import { FormError, FormField } from "../form-field";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { Skeleton } from "../ui/skeleton";
import { Textarea } from "../ui/textarea";
import { useStateActions } from "./use-state-actions";

type ValueDialogProps = { workflowId: string; stateKey: string; name: string; onClose: () => void };

export function ValueDialog({ workflowId, stateKey, name, onClose }: ValueDialogProps) {
  const t = useTranslations("state.dialog");
  const { data, error, refetch, isFetching } = useQuery(
    useTRPC().workflows.stateValue.queryOptions(
      { workflowId, key: stateKey },
      { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false },
    ),
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle className="break-words">{t("title", { name })}</DialogTitle>
          <DialogDescription>{t("description")}</DialogDescription>
        </DialogHeader>
        {error && <FormError {...errorText(error)} />}
        {!data && !error && <Skeleton className="h-32 w-full" />}
        {data && (
          <ValueForm
            key={data.value}
            {...{ workflowId, stateKey, was: data.value, onClose }}
            reloading={isFetching}
            onReload={() => void refetch()}
          />
        )}
      </DialogContent>
    </Dialog>
  );
}

type ValueFormProps = {
  workflowId: string;
  stateKey: string;
  /** What the value was when the form was opened: the change replaces this and nothing newer. */
  was: string;
  reloading: boolean;
  onReload: () => void;
  onClose: () => void;
};

function ValueForm({ workflowId, stateKey, was, reloading, onReload, onClose }: ValueFormProps) {
  const t = useTranslations("state.dialog");
  const common = useTranslations("common");
  const [value, setValue] = useState(() => JSON.stringify(JSON.parse(was), null, 2));
  const { set } = useStateActions(workflowId);
  const isConflict = set.error?.data?.code === "CONFLICT";

  function save(event: FormEvent) {
    event.preventDefault();
    set.mutate({ workflowId, key: stateKey, was, value }, { onSuccess: onClose });
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-4" noValidate>
      <FormField label={t("value")} help={t("help")}>
        {(control) => (
          <Textarea
            {...control}
            rows={Math.min(16, Math.max(3, value.split("\n", 17).length))}
            spellCheck={false}
            className="max-h-[50dvh] font-mono text-xs"
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        )}
      </FormField>
      {set.error && <FormError {...errorText(set.error)} />}
      <DialogFooter>
        {isConflict && (
          <Button variant="secondary" pending={reloading} onClick={onReload} className="sm:mr-auto">
            {t("reload")}
          </Button>
        )}
        <Button variant="secondary" onClick={onClose}>
          {common("cancel")}
        </Button>
        <Button type="submit" pending={set.isPending}>
          {common("save")}
        </Button>
      </DialogFooter>
    </form>
  );
}
