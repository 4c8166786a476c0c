-- Share of its points that an event at t, read for r ms, still brings.
if(
    t > c.oldest AND t <= {at:Int64},
    exp2((t - {at:Int64}) / c.half) * if(r < 0, c.unmeasured, least(1., greatest(c.floor, r / c.full))),
    0.
)
