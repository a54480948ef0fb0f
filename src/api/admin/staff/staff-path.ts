export const staffPath = '/admin/staff';
/** Where an operator sees somebody who works here. */
export const memberPath = (id: string): string => `${staffPath}/${id}`;
