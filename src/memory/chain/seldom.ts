// What is seldom done with records: it is loaded, all of it, when the first of it is done.
export { eraseFields } from './eraseFields.ts';
export { exportRecords } from './exportRecords.ts';
export { importRecords } from './importRecords.ts';
export { verifyRecords } from './verifyRecords.ts';
