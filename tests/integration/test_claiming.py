"""A claim reads what is due, not what was done before."""

from datetime import timedelta

from sqlalchemy import event

from integration_qbo.store.claims import take_delivery


def test_a_claim_is_found_by_the_index_of_what_is_due(enabled):
    company_id = enabled.connection().company_id
    asked = []
    with enabled.session() as session:
        now = enabled.runtime.clock.now()
        engine = session.get_bind()

        def note(_connection, _cursor, statement, values, *_more):
            asked.append((statement, values))

        event.listen(engine, "before_cursor_execute", note)
        take_delivery(session, company_id, now=now, lease=timedelta(minutes=1))
        event.remove(engine, "before_cursor_execute", note)
        ((statement, values),) = asked
        connection = session.connection()
        explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else ""
        if not explain:
            # A table this small is read whole, if that is allowed.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
            explain = "EXPLAIN "
        plan = connection.exec_driver_sql(explain + statement, values).all()
    assert "ix_qbo_delivery_due" in str(plan)
