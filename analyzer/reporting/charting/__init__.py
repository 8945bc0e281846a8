"""Charts of a flow, a trace and a verdict, and how a chart is laid out.

    flow --of_flow--> Chart        a reference flow: `flow_chart(flow, catalogue, queue=, hypervisor=)`
    trace --of_trace--> Chart      the lines of an operation: `trace_chart(trace, hypervisor=)`
    verdict --of_verdict--> Chart  expected beside seen: `verdict_chart(verdict, release=, queue=, hypervisor=)`
    Chart --page--> Picture        the one layout, in CSS pixels: `picture(chart)`

The files of `analyzer.reporting.diagrams` draw a chart: `svg.svg(chart)`, `mermaid.draw(chart)` and so on.
"""
