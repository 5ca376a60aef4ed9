import { chainMutants } from './chainMutants.ts';
import { contextMutants } from './contextMutants.ts';
import { databaseMutants } from './databaseMutants.ts';
import { exportMutants } from './exportMutants.ts';
import { memoryMutants } from './memoryMutants.ts';
import type { Mutant } from './mutant.ts';
import { policyMutants } from './policyMutants.ts';
import { postgresMutants } from './postgresMutants.ts';
import { recordMutants } from './recordMutants.ts';

/** All mutants, by area. */
export const mutants: readonly Mutant[] = [
  ...policyMutants,
  ...contextMutants,
  ...recordMutants,
  ...chainMutants,
  ...exportMutants,
  ...memoryMutants,
  ...databaseMutants,
  ...postgresMutants,
];
