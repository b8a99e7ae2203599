import type { Texts } from "@/components/messages/texts";
import { errorPort } from "@/shared/ports";
import type { PlacedPort } from "./card-geometry";
import type { PortEnd } from "./connections";

/** What a port is called on a card: as its definition has it, or in the words for the ports that many nodes have. */
export function portLabel({ name, label, labelled }: PlacedPort, side: PortEnd["side"], t: Texts): string {
  if (name === "main" && side === "output" && labelled) return t("canvas.ports.success");
  if (label !== name) return label;
  if (name === "main") return t("canvas.ports.main");
  return name === errorPort.name ? t("canvas.ports.error") : label;
}
