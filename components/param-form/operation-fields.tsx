"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check, ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ApiOperationInfo } from "@/shared/api";
import { isJsonObject } from "@/shared/item";
import { errorText, useTRPC, useTRPCClient } from "../api";
import { Button } from "../ui/button";
import { Command, CommandEmpty, CommandInput, CommandItem, CommandList } from "../ui/command";
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover";
import { Skeleton } from "../ui/skeleton";
import type { ControlProps } from "./control-props";
import { defaultsOf } from "./defaults";
import { FieldGroup } from "./field-group";
import { useForm } from "./form-context";

type Place = { type: string; version: number };

/** Chooses an operation of an API by search; its fields come from the server, one operation at a time. */
export default function OperationFields(props: ControlProps<"operation">) {
  const { node } = useForm();
  return node ? <Fields {...props} place={{ type: node.type, version: node.version }} /> : null;
}

function Fields({ value, path, onChange, attributes, readOnly, place }: ControlProps<"operation"> & { place: Place }) {
  const t = useTranslations("forms.operation");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const values = isJsonObject(value) ? value : {};
  const key = typeof values.is === "string" ? values.is : "";
  const { data, error, isPending } = useQuery(
    trpc.apiNodes.operation.queryOptions(
      { ...place, key },
      { enabled: key !== "", staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const { "aria-required": _required, ...rest } = attributes;

  async function choose(next: string) {
    const form = await client.apiNodes.operation.query({ ...place, key: next });
    onChange({ is: next, ...defaultsOf(form?.fields ?? {}) }, `${path}.is`);
  }

  return (
    <div className="flex flex-col gap-4">
      <OperationPicker
        place={place}
        chosen={data ?? undefined}
        current={key}
        onChoose={choose}
        attributes={rest}
        readOnly={readOnly}
      />
      {error && <p className="text-danger text-sm">{errorText(error).message}</p>}
      {key !== "" && isPending && !error && <Skeleton className="h-20 w-full" />}
      {data === null && <p className="text-danger text-sm">{t("missing", { key, version: place.version })}</p>}
      {data && (
        <>
          <p className="break-words text-muted text-xs leading-4">
            <span className="font-mono">{`${data.method} ${data.path}`}</span>
            {data.help && <span className="mt-1 block">{data.help}</span>}
          </p>
          {Object.keys(data.fields).length > 0 && (
            <FieldGroup
              key={key}
              fields={data.fields}
              values={values}
              path={path}
              onChange={onChange}
              className="border-border border-l-2 pl-4"
            />
          )}
        </>
      )}
    </div>
  );
}

type PickerProps = {
  place: Place;
  chosen: ApiOperationInfo | undefined;
  current: string;
  onChoose: (key: string) => Promise<void>;
  attributes: object;
  readOnly: boolean;
};

function OperationPicker({ place, chosen, current, onChoose, attributes, readOnly }: PickerProps) {
  const t = useTranslations("forms.operation");
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="secondary" className="w-full justify-between font-normal" disabled={readOnly} {...attributes}>
          <span className="truncate">{chosen?.label || current || t("choose")}</span>
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="start" className="w-(--radix-popover-trigger-width) min-w-80 p-0">
        <Found
          place={place}
          current={current}
          onChoose={(key) => {
            setOpen(false);
            void onChoose(key);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function Found({ place, current, onChoose }: { place: Place; current: string; onChoose: (key: string) => void }) {
  const t = useTranslations("forms.operation");
  const [search, setSearch] = useState("");
  const { data, error } = useQuery(
    useTRPC().apiNodes.operations.queryOptions(
      { ...place, search: search.trim() },
      { placeholderData: keepPreviousData },
    ),
  );
  return (
    <Command label={t("choose")} shouldFilter={false}>
      <CommandInput
        autoFocus
        value={search}
        onValueChange={setSearch}
        placeholder={t("search")}
        aria-label={t("search")}
      />
      <CommandList>
        {data && <CommandEmpty>{t("none")}</CommandEmpty>}
        {error && <p className="p-3 text-danger text-sm">{errorText(error).message}</p>}
        {data?.operations.map(({ key, label, method, path, tag }) => (
          <CommandItem key={key} value={key} onSelect={() => onChoose(key)}>
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm">{label}</span>
              <span className="block truncate font-mono text-muted text-xs">{`${method} ${path}`}</span>
            </span>
            {tag && <span className="max-w-28 truncate text-muted text-xs">{tag}</span>}
            {key === current && <Check aria-hidden className="size-4 shrink-0 text-primary" />}
          </CommandItem>
        ))}
      </CommandList>
      {data?.isCut && (
        <p className="border-border border-t px-3 py-2 text-muted text-xs">
          {t("isCut", { count: data.operations.length })}
        </p>
      )}
    </Command>
  );
}
