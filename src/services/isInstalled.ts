import { createRequire } from 'node:module';

/** Whether a package can be found from here, without loading it. What else is wrong with it, importing it will tell. */
export function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch (error) {
    // A package for `import` only is found and cannot be required, which is another code.
    return !(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND');
  }
}
