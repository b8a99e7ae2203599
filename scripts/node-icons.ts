import { icons } from "lucide-react";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { documentIcon } from "@/nodes/api-document/definition";
import { nodes } from "@/nodes/registry";

/** The pictures that node types name, as symbols of one file. A name that Lucide does not know throws. */
export function nodeIcons(): string {
  const names = [...new Set([...nodes.map(({ icon }) => icon), documentIcon])].sort();
  const symbols = names.map((name) => {
    const Icon = icons[pascal(name) as keyof typeof icons];
    if (!Icon) throw new Error(`There is no icon "${name}"`);
    const drawing = /^<svg[^>]*>(.*)<\/svg>$/s.exec(renderToStaticMarkup(createElement(Icon)))?.[1] ?? "";
    return `  <symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

const pascal = (name: string) => name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
