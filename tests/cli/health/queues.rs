//! RabbitMQ, NATS and gRPC, as they really answer.
