"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { NodeIcon } from "@/components/node-icon";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Hint } from "@/components/ui/tooltip";
import type { NodeTypeInfo } from "@/shared/api";
import type { WorkflowNode } from "@/shared/workflow";

type HopButtonProps = {
  side: "before" | "after";
  nodes: readonly WorkflowNode[];
  nodeTypes: ReadonlyMap<string, NodeTypeInfo>;
  onOpenNode: (id: string) => void;
};

/** Opens the neighbour on this side, or lets choose when there are several. */
export function HopButton({ side, nodes, nodeTypes, onOpenNode }: HopButtonProps) {
  const Icon = side === "before" ? ChevronLeft : ChevronRight;
  const t = useTranslations(`panel.${side}`);
  const [first, second] = nodes;
  if (!first) {
    return (
      <Button variant="ghost" size="icon-sm" disabled aria-label={t("none")}>
        <Icon aria-hidden />
      </Button>
    );
  }
  if (!second) {
    const label = t("one", { name: first.name });
    return (
      <Hint label={label}>
        <Button variant="ghost" size="icon-sm" aria-label={label} onClick={() => onOpenNode(first.id)}>
          <Icon aria-hidden />
        </Button>
      </Hint>
    );
  }
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={t("many")}>
          <Icon aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent className="max-h-80 overflow-y-auto">
        <DropdownMenuLabel>{t("many")}</DropdownMenuLabel>
        {nodes.map(({ id, name, type }) => (
          <DropdownMenuItem key={id} onSelect={() => onOpenNode(id)}>
            <NodeIcon icon={nodeTypes.get(type)?.icon} category={nodeTypes.get(type)?.category} size="sm" />
            <span className="truncate">{name}</span>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
