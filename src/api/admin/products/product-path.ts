/** Where an operator sees a product. */
export const productPath = (productId: string): string => `/admin/products/${productId}`;
