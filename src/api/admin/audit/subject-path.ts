import { orderPath } from '../job-labels.ts';
import { productPath } from '../products/product-path.ts';

const paths: Readonly<Record<string, (id: string) => string>> = {
  order: orderPath,
  product: productPath,
};

/** The operators' page of something that was changed, where there is one. */
export const subjectPath = ({ type, id }: { type: string; id: string }): string | undefined =>
  Object.hasOwn(paths, type) ? paths[type]?.(id) : undefined;
