"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import { allows, type ProjectSummary } from "@/shared/access";
import { useProjects } from "./use-me";

const key = "islewire.project";
const listeners = new Set<() => void>();

/** Which project the lists show and what is made goes to: one choice for all pages, kept by the browser. */
export function useChosenProject() {
  const projects: readonly ProjectSummary[] = useProjects().data ?? none;
  const stored = useSyncExternalStore(subscribe, read, () => null);
  // One that is gone, or that somebody else chose in this browser, is none.
  const projectId = projects.find(({ id }) => id === stored)?.id;
  return {
    projects,
    projectId,
    choose,
    isIn: (owned: { projectId: string }) => projectId === undefined || owned.projectId === projectId,
    /** Somewhere it must be possible; where, the server says. */
    mayCreate: projects.some(({ id, role }) => (projectId === undefined || id === projectId) && allows(role, "edit")),
  };
}

const none: readonly ProjectSummary[] = [];

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function choose(id: string | undefined) {
  try {
    if (id === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, id);
  } catch {
    // A browser that keeps nothing shows all projects.
  }
  for (const listener of listeners) listener();
}

const ProjectOfNew = createContext<string | undefined>(undefined);

/** Around what makes something for a project: a list, or the editor of one of its workflows. */
export const ProjectOfNewProvider = ProjectOfNew.Provider;

/** Where something that is made here goes; `undefined`: the server says. */
export const useProjectOfNew = () => useContext(ProjectOfNew);
