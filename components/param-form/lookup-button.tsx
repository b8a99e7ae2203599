"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, ListFilter, RotateCw } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { errorText } from "../api";
import { Button } from "../ui/button";
import { Command, CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList } from "../ui/command";
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover";
import { Spinner } from "../ui/spinner";
import { Hint } from "../ui/tooltip";
import { useForm } from "./form-context";

type LookupButtonProps = { label: string; lookup: string; value: string; onChoose: (value: string) => void };

/** Chooses the value of a text field from what the service has. The field can still be written by hand. */
export function LookupButton({ label, lookup, value, onChoose }: LookupButtonProps) {
  const t = useTranslations("lookups");
  const { lookUp } = useForm();
  const [open, setOpen] = useState(false);
  if (!lookUp) return null;
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <Hint label={t("choose")}>
        <PopoverTrigger asChild>
          <Button variant="secondary" size="icon" aria-label={t("chooseOf", { label })}>
            <ListFilter aria-hidden />
          </Button>
        </PopoverTrigger>
      </Hint>
      <PopoverContent align="end" className="w-80 p-0">
        <Options
          lookup={lookup}
          lookUp={lookUp}
          value={value}
          onChoose={(next) => {
            onChoose(next);
            setOpen(false);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

type OptionsProps = Pick<LookupButtonProps, "lookup" | "value" | "onChoose"> & {
  lookUp: NonNullable<ReturnType<typeof useForm>["lookUp"]>;
};

function Options({ lookup, lookUp, value, onChoose }: OptionsProps) {
  const t = useTranslations("lookups");
  // Asked anew each time it opens: the credential or another field may have changed.
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["lookup", lookup],
    queryFn: () => lookUp(lookup),
    gcTime: 0,
    retry: false,
  });
  if (isFetching) {
    return (
      <p role="status" className="flex items-center gap-2 p-4 text-muted text-sm">
        <Spinner />
        {t("asking")}
      </p>
    );
  }
  if (error || !data) {
    const { message, hint } = errorText(error);
    return (
      <div role="alert" className="flex flex-col items-start gap-2 p-4 text-sm">
        <p className="break-words text-danger">{message}</p>
        {hint && <p className="break-words text-muted">{hint}</p>}
        <Button variant="secondary" size="sm" onClick={() => void refetch()}>
          <RotateCw aria-hidden />
          {t("again")}
        </Button>
      </div>
    );
  }
  return (
    <Command label={t("choose")}>
      <CommandInput autoFocus placeholder={t("search")} aria-label={t("search")} />
      <CommandList>
        <CommandEmpty>{t(data.options.length === 0 ? "none" : "nothingFits")}</CommandEmpty>
        <CommandGroup>
          {data.options.map((option) => (
            <CommandItem
              key={option.value}
              value={option.value}
              keywords={[option.label]}
              onSelect={() => onChoose(option.value)}
            >
              <span className="min-w-0 flex-1 truncate" title={option.label}>
                {option.label}
              </span>
              {option.label !== option.value && (
                <span className="max-w-32 truncate text-muted text-xs">{option.value}</span>
              )}
              {option.value === value && <Check aria-hidden className="size-4 shrink-0 text-primary" />}
            </CommandItem>
          ))}
        </CommandGroup>
      </CommandList>
      {data.isCut && (
        <p className="border-border border-t px-3 py-2 text-muted text-xs">
          {t("isCut", { count: data.options.length })}
        </p>
      )}
    </Command>
  );
}
