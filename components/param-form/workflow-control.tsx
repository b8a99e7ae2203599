"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useTranslations } from "use-intl";
import { errorText, useTRPC } from "../api";
import { Button } from "../ui/button";
import { Link } from "../ui/link";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import type { ControlProps } from "./control-props";
import { textOf } from "./text-of";

export function WorkflowControl({ field, value, path, onChange, attributes, readOnly }: ControlProps<"workflow">) {
  const t = useTranslations("forms.workflow");
  const { data, error, isPending } = useQuery(useTRPC().workflows.list.queryOptions({}));
  const id = textOf(value);
  const isMissing = id !== "" && data !== undefined && !data.some((workflow) => workflow.id === id);
  return (
    <div className="flex flex-col gap-1">
      <div className="flex gap-1">
        <Select value={id} onValueChange={(next) => next !== "" && onChange(next, path)} disabled={readOnly}>
          <SelectTrigger {...attributes}>
            <SelectValue placeholder={t(isPending ? "loading" : "choose")} />
          </SelectTrigger>
          <SelectContent>
            {data?.map((workflow) => (
              <SelectItem key={workflow.id} value={workflow.id}>
                {workflow.name}
              </SelectItem>
            ))}
            {isMissing && <SelectItem value={id}>{id}</SelectItem>}
          </SelectContent>
        </Select>
        {id !== "" && !isMissing && (
          <Button asChild variant="ghost" size="icon">
            <Link href={`/workflows/${id}`} target="_blank" aria-label={t("open", { label: field.label })}>
              <ExternalLink aria-hidden />
            </Link>
          </Button>
        )}
      </div>
      {isMissing && <p className="text-danger text-xs leading-4">{t("missing")}</p>}
      {error && !data && <p className="text-danger text-xs leading-4">{errorText(error).message}</p>}
      {data?.length === 0 && <p className="text-muted text-xs leading-4">{t("none")}</p>}
    </div>
  );
}
