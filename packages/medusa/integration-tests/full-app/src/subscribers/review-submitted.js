// A review of the other plugin is one of motkit's events: the shop tells of it.
exports.default = async ({ event: { data }, container }) => {
  const { data: reviews } = await container.resolve('query').graph({
    entity: 'product_review',
    fields: ['id', 'rating', 'content', 'product_id', 'order_id', 'created_at', 'order.customer_id'],
    filters: { id: data.id },
  })
  for (const review of reviews) {
    const taken = await container.resolve('mot').engine.ingest({
      id: review.id,
      source: 'product-reviews',
      type: 'review.submitted',
      time: new Date(review.created_at).toISOString(),
      customer: { id: review.order.customer_id },
      data: {
        reviewId: review.id,
        orderId: review.order_id,
        productId: review.product_id,
        rating: review.rating,
        body: review.content,
        verified: true,
      },
    })
    if (!taken.ok) throw taken.error
  }
}
exports.config = { event: 'product_review.created', context: { subscriberId: 'shop-review-submitted' } }
