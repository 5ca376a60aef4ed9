import { checkPackedPackage, readManifest } from './packedPackage.ts';

// Checks the tarball as users would get it.
checkPackedPackage(readManifest());
