import type { ProductSort } from './list-position.ts';
import type { ProductFilters } from './product-filters.ts';
import type { ProductView } from './product-view.ts';

export interface ProductQuery extends ProductFilters {
  category?: string | undefined;
  /** Unless told: the best match first where there is `q`, else the newest. */
  sort?: ProductSort | undefined;
  /** Words to find in name, SKU, category or description. They go with no further filter. */
  q?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface ProductPage {
  items: ProductView[];
  nextCursor: string | null;
}

/** The size of page that nearly everybody asks for, as the API's schema fills it in: statements for it are prepared. */
export const USUAL_LIMIT = 20;
