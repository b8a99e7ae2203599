import { Box } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import type { NodeCategory, NodeTypeInfo } from "@/shared/api";
import { cn } from "./ui/class-names";

/** Text and background colour of each category; `line` is for borders and bars. */
export const categoryClasses = {
  trigger: { text: "text-trigger", soft: "bg-trigger-soft", line: "bg-trigger" },
  flow: { text: "text-flow", soft: "bg-flow-soft", line: "bg-flow" },
  transform: { text: "text-transform", soft: "bg-transform-soft", line: "bg-transform" },
  code: { text: "text-code", soft: "bg-code-soft", line: "bg-code" },
  network: { text: "text-network", soft: "bg-network-soft", line: "bg-network" },
  service: { text: "text-service", soft: "bg-service-soft", line: "bg-service" },
  notify: { text: "text-notify", soft: "bg-notify-soft", line: "bg-notify" },
} as const satisfies { [category in NodeCategory]: { text: string; soft: string; line: string } };

type NodeIconProps = {
  /** Kebab-case Lucide name of those in `public/node-icons.svg`; none shows a box. */
  icon?: string;
  /** Without a category (an unknown node type) the icon is grey. */
  category?: NodeCategory;
  size?: "sm" | "md" | "lg";
  /** Only the coloured glyph, without the tile behind it. */
  bare?: boolean;
  className?: string;
};

const tileSizes = { sm: "size-6 rounded-md", md: "size-8 rounded-lg", lg: "size-10 rounded-lg" };
const glyphSizes = { sm: "size-3.5", md: "size-4", lg: "size-5" };

/** Decoration: the text beside it names the node. */
export function NodeIcon({ icon, category, size = "md", bare = false, className }: NodeIconProps) {
  const colors = category ? categoryClasses[category] : undefined;
  const classes = cn(glyphSizes[size], colors?.text ?? "text-muted", bare && className);
  const glyph = icon === undefined ? <Box aria-hidden className={classes} /> : <Glyph icon={icon} classes={classes} />;
  if (bare) return glyph;
  return (
    <span className={cn("grid shrink-0 place-items-center", tileSizes[size], colors?.soft ?? "bg-hover", className)}>
      {glyph}
    </span>
  );
}

/** One file holds the pictures of all nodes: as code they would be a part of every page's scripts. */
function Glyph({ icon, classes }: { icon: string; classes: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={classes}
    >
      <use href={`/node-icons.svg#${icon}`} />
    </svg>
  );
}

/** The icons of a workflow's node types, with their names for those who cannot see them. */
export function NodeIconRow({
  types,
  known,
  max = 5,
}: {
  types: readonly string[];
  known: ReadonlyMap<string, NodeTypeInfo>;
  max?: number;
}) {
  const t = useTranslations("common.nodeRow");
  const format = useFormatter();
  const shown = types.slice(0, max);
  const names = format.list(
    types.map((type) => known.get(type)?.label ?? type),
    { type: "conjunction", style: "narrow" },
  );
  if (types.length === 0) return <span className="text-muted text-xs">{t("none")}</span>;
  return (
    <span className="flex items-center gap-1" title={names}>
      <span className="sr-only">{t("names", { names })}</span>
      {shown.map((type) => (
        <NodeIcon key={type} icon={known.get(type)?.icon} category={known.get(type)?.category} size="sm" />
      ))}
      {types.length > max && (
        <span aria-hidden className="text-muted text-xs tabular-nums">
          +{types.length - max}
        </span>
      )}
    </span>
  );
}
