/** An export directory that was opened or dropped. */

import { MANIFEST_FILENAME } from "dlm-export-manifest";

/** The files of an export by their path in it, its manifest among them. */
export type Files = ReadonlyMap<string, File>;

/** Files of folders, by the path that leads to each. */
export type Found = readonly (readonly [string, File])[];

/** The files that were chosen in an input. */
export function chosen(list: FileList): Found {
  return Array.from(list, (file) => [file.webkitRelativePath || file.name, file] as const);
}

/** The files that were dropped, with those in folders at any depth. */
export async function dropped(items: DataTransferItemList): Promise<Found> {
  // The list is empty once this is asked to wait.
  const entries = Array.from(items, (item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const found: (readonly [string, File])[] = [];
  const pending: FileSystemEntry[] = [];
  for (const entry of entries) {
    if (entry instanceof File) {
      found.push([entry.name, entry]); // It is on no file system.
    } else if (entry !== null) {
      pending.push(entry);
    }
  }
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    if (entry.isDirectory) {
      pending.push(...(await inner(entry as FileSystemDirectoryEntry)));
    } else {
      const file = await new Promise<File | undefined>((resolve) => {
        (entry as FileSystemFileEntry).file(resolve, () => {
          resolve(undefined); // As good as missing.
        });
      });
      found.push(...(file === undefined ? [] : [[entry.fullPath.slice(1), file] as const]));
    }
  }
  return found;
}

/** The files of a folder that was picked by File System Access. */
export async function picked(root: FileSystemDirectoryHandle): Promise<Found> {
  const found: [string, File][] = [];
  const pending = [{ path: root.name, folder: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for await (const [name, handle] of next.folder.entries()) {
      const path = `${next.path}/${name}`;
      if (handle.kind === "directory") {
        pending.push({ path, folder: handle });
      } else {
        found.push([path, await handle.getFile()]);
      }
    }
  }
  return found;
}

async function inner(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject); // Some at a time.
    });
    if (some.length === 0) {
      return found;
    }
    found.push(...some);
  }
}

/** An export among files: that of the manifest that lies least deep, and how many others there are. */
export interface Export {
  readonly folder: string;
  readonly files: Files;
  readonly others: number;
}

/** Returns the export among files. Throws an `Error` where there is none. */
export function exportIn(found: Found): Export {
  const depth = (path: string) => path.split("/").length;
  const [manifest, ...others] = found
    .map(([path]) => path)
    .filter((path) => `/${path}`.endsWith(`/${MANIFEST_FILENAME}`))
    .sort((one, other) => depth(one) - depth(other) || (one < other ? -1 : 1));
  if (manifest === undefined) {
    throw new Error(`there is no ${MANIFEST_FILENAME} among the ${found.length} files`);
  }
  const folder = manifest.slice(0, -MANIFEST_FILENAME.length);
  const files = found.filter(([path]) => path.startsWith(folder));
  return {
    folder,
    files: new Map(files.map(([path, file]) => [path.slice(folder.length), file])),
    others: others.length,
  };
}
